import Glibc

exit(await AtriumCommandLine.run(Array(CommandLine.arguments.dropFirst())))
