"""Time limits of the law that papers print, in days as they hold now; `law/figures.toml` has each with its article."""

from toolkit.papers.law.figures import figure

REVIEW_DAYS = int(figure("review_days").latest.value)
CONFIRMATION_DAYS = int(figure("confirmation_days").latest.value)
