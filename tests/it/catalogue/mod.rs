mod validated;
