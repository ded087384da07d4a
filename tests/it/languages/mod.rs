mod messages;
mod words;
