#pragma once

/// At a time, an input is set or a bolus is added to a state.
struct Event { double time; bool adds; int index; double value; };
