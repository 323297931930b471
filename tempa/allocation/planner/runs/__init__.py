"""What a run is asked to do, as plain data, and the plan that comes of it.

Takes a task (anew, again, by hand, a scenario) and the tables it is about; `assignment.carry_out` gives plan, certificate and
what planning again adds. `make.make_plan` is a plan of a programme in one call: search, bound beside it, certificate.
"""
