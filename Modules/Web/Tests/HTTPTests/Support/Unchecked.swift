/// Hands a client to the task that sends while the test waits.
struct Unchecked<Value>: @unchecked Sendable {
  // Unchecked: one thread sends and the other receives, which share nothing but the descriptor.

  let value: Value

  init(_ value: Value) { self.value = value }
}
