import Composition
import Console

ProcessStart.prepare()
endProcess(await AtriumCommandLine.run(Array(CommandLine.arguments.dropFirst())))
