import Composition
import Console
import Glibc
import Observability
import Serving

// Before any thread: threads inherit the mask.
ProcessStart.prepare()
UnwrittenLog.outlivesCrash()
// Nothing is said of it: a reader of the log that has stopped would keep the process from ending.
Signals.hold { endProcess($0) }
Memory.returnLargeBlocks()
Descriptors.raiseLimit()
startServer(Array(CommandLine.arguments.dropFirst()))
// Were this file itself to await, the runtime would park the main thread with every signal let
// through, and SIGTERM would end the process on the spot.
while true { pause() }

private func startServer(_ arguments: [String]) {
  Task.detached { endProcess(await ServerProgram.run(arguments)) }
}
