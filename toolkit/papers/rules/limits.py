"""Time limits of the law that several rules and papers count with, in days, each with its article."""

REVIEW_DAYS = 30  # 信访工作条例 Art 35, 36: to ask for a review after the opinion was received
NOTICE_DAYS = 15  # 信访工作条例 Art 23: to tell the petitioner whether the matter is accepted
HANDLING_DAYS = 60  # 信访工作条例 Art 34
EXTENSION_DAYS = 30  # 信访工作条例 Art 34
CONFIRMATION_DAYS = 30  # 民事诉讼法 Art 205: to ask a court to confirm an agreement
USUAL_MEDIATION_DAYS = 31  # 人民调解工作若干规定 Art 33: one month
