"""The pack for the court (司法确认材料): what 民诉法解释 Art 354 asks for, with what is missing."""
