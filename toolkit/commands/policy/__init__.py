"""Commands of the policy dictionary: `yehua policy …` and `yehua poster …`."""
