"""Floor 4. Articles, series, bylines, ratings, feedback and the editorial desk."""
