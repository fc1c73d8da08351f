import Glibc

// Before any thread: threads inherit the mask.
Signals.hold()
exit(await ServerProgram.run(Array(CommandLine.arguments.dropFirst())))
