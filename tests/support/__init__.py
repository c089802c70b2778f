"""What tests share: people and their records (`people`), hypothesis strategies (`strategies`)."""
