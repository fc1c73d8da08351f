import AjoWeb
import AuthWeb
public import ContextKit

/// The contexts of the product, in the order in which they are put together: one that answers
/// another's ports stands before it. A new context is one line here.
public let contexts: [any ContextPlugin.Type] = [
  AuthPlugin.self,
  AjoPlugin.self,
]
