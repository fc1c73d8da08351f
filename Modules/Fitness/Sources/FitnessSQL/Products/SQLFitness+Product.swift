extension SQLFitnessStore {}
