import Testing

@testable import PlatformWeb

@Suite struct ArgumentMaskTests {
  @Test("What is secret by name or by declaration is hidden at any depth, and nothing else")
  func masks() {
    let mask = ArgumentMask(secret: ["account"])
    #expect(
      mask.masked(
        #"{"account":"1","pinToken":"2","shipping":"3","list":[{"api_token":4,"n":5.50}],"pin":null}"#
      )
        == #"{"account":"***","pinToken":"***","shipping":"3","list":[{"api_token":"***","n":5.50}],"pin":null}"#
    )
    #expect(mask.masked("no JSON") == #""***""#)
  }
}
