mod against_the_texts;
mod examples;
mod refused;
mod worked;
