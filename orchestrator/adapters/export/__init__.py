"""What leaves Inkloom for a reader: manuscripts, results, pictures of workflows."""
