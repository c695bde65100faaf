#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/app.hpp"

namespace app {

/// The standing tasks of a programme as its file `programmes/<code>/tasks.csv` lists them: field
/// name to text, absent when empty, in the order of the file. `predecessors` holds items, parted by
/// semicolons. The file has a header of field names and no quoting: no value holds a comma. Throws
/// invalid_input naming the line that has another number of values than the header.
std::vector<std::map<std::string, std::string>> read_task_seeds(const std::string& csv);

struct SeededTasks {
    int opened = 0;
    int known = 0;  ///< were there already
};

/// Opens the standing tasks of a built-in programme as entries of the ledger `task`; one whose item
/// is there already is left alone, so doing it again adds nothing. `make` turns a kind and a
/// payload into the command to apply. Throws not_found when the programme has no task file.
SeededTasks seed_tasks(App& app, const std::string& programme,
                       const std::function<Command(const std::string&, const std::string&)>& make);

}  // namespace app
