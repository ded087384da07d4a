mod permanence;
