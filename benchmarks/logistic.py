"""Logistic regression over named features and runs of characters, fitted with SciPy, in the form the product reads."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

LEAST = 3  # a rarer feature is left out
LIGHTEST = 2  # a weight that is kept, in hundredths
_ROUNDS = 400

Row = tuple[Collection[str], Collection[str]]


class Logistic:
    """A model fitted to rows of signs and runs; pairs of signs (`one+other`) weigh half."""

    def __init__(
        self, rows: Sequence[Row], right: Sequence[bool], worth: Sequence[float], *, share: float, strength: float
    ) -> None:
        counts = Counter(name for signs, runs in rows for name in (*signs, *runs))
        self.names = [name for name, count in counts.items() if count >= LEAST]
        self.scale = np.array([0.5 if "+" in name else 1.0 for name in self.names])
        seen = self._matrix(rows, share)
        turned, sign, weights = seen.T.tocsr(), np.where(right, 1.0, -1.0), np.array(worth)

        def loss(given: np.ndarray) -> tuple[float, np.ndarray]:
            total = sign * (seen @ given[:-1] + given[-1])
            slope = -sign * weights / (1 + np.exp(np.clip(total, -30, 30)))
            value = (weights * np.logaddexp(0, -total)).sum() + given[:-1] @ given[:-1] / (2 * strength)
            return float(value), np.concatenate([turned @ slope + given[:-1] / strength, [slope.sum()]])

        begun = np.zeros(len(self.names) + 1)
        fitted = minimize(loss, begun, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS})
        self.weights, self.base = fitted.x[:-1] * self.scale, float(fitted.x[-1])

    def _matrix(self, rows: Sequence[Row], share: float) -> csr_matrix:
        place = {name: at for at, name in enumerate(self.names)}
        values, columns, ends = [], [], [0]
        for signs, runs in rows:
            kept = sorted({place[name] for name in signs if name in place})
            known = [place[run] for run in runs if run in place]
            columns += [*kept, *known]
            values += [*self.scale[kept], *[share / max(1, len(known)) ** 0.5] * len(known)]
            ends.append(len(columns))
        return csr_matrix((values, columns, ends), shape=(len(rows), len(self.names)))

    def written(self, least: int) -> dict:
        """Return the model in its JSON form, with the probability `least` in hundredths."""
        whole = np.round(self.weights * 100).astype(int)
        kept = {name: int(weight) for name, weight in zip(self.names, whole, strict=True) if abs(weight) >= LIGHTEST}
        return {"weights": kept, "base": round(self.base * 100), "least": least, "least_unlabelled": least}
