mod forms;
mod full_list;
