import Composition
import Console

endProcess(await AtriumCommandLine.run(Array(CommandLine.arguments.dropFirst())))
