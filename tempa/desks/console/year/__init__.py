"""A year told on a programme: each chapter is a list of scenes on days; each scene is a deed by a person who may do it.

Takes a programme folder and a seed; gives an example programme with its own time, played as far as a day. A later room adds
its chapter here. All of it goes through the same actions that people use; nothing is written beside them.
"""
