"""A workshop's owner or a school's teacher, on a phone: what must I do, and when?"""
