import Composition
import Console
import Glibc
import Observability
import Serving

// Before any thread: threads inherit the mask.
ProcessStart.prepare()
Signals.hold { code in
  Logger.standardError(level: .info).info("ended at once, as asked")
  endProcess(code)
}
Memory.returnLargeBlocks()
Descriptors.raiseLimit()
UnwrittenLog.outlivesCrash()
startServer(Array(CommandLine.arguments.dropFirst()))
// Were this file itself to await, the runtime would park the main thread with every signal let
// through, and SIGTERM would end the process on the spot.
while true { pause() }

private func startServer(_ arguments: [String]) {
  Task.detached { endProcess(await ServerProgram.run(arguments)) }
}
