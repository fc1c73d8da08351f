import Composition

endProcess(await AtriumCommandLine.run(Array(CommandLine.arguments.dropFirst())))
