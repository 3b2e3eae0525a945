"""What the library says, as data: a module a language, each read when its language is asked for.

`MESSAGES` has the template of each message by its code, `CAPTIONS` what each member of an enumeration is
called, by "Role.system" (two forms with a bar between them where numbers stand before it: one, and
several), and `TERMS` the terms of the published catalogue by their English. In English a message has its
parameters beside it; that module is drawn from the register, and a test holds all of them equal.
"""
