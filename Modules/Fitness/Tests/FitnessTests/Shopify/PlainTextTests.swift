import Testing

@testable import Fitness

/// What is kept of descriptions that are HTML.
@Suite struct PlainTextTests {
  @Test(
    "The words of a description are kept, and its paragraphs and lists are lines",
    arguments: [
      ("<p>Soft.</p>", "Soft."), ("<p>One</p><p>Two</p>", "One\n\nTwo"),
      ("a<br>b<br/>c", "a\nb\nc"), ("<ul><li>Red</li><li>Blue</li></ul>", "Red\nBlue"),
      ("  a \n\t b&nbsp;&nbsp;c ", "a b c"), ("<b>bold</b>er", "bolder"),
      ("Fish &amp; chips &#8211; 5 &euro; &#x41;&eacute;", "Fish & chips – 5 € Aé"),
      ("AT&T &unknown; &amp", "AT&T &unknown; &amp"), ("1 < 2 > 1", "1 < 2 > 1"),
      ("<!-- no --><p title=\"a > b\">yes</p>", "yes"), ("<td>a</td><td>b</td>", "a b"),
      ("a\u{0}\u{7}b", "ab"), ("<p>open", "open"), ("end<", "end<"),
    ])
  func words(html: String, text: String) {
    #expect(PlainText.words(ofHTML: html, upTo: 1_000) == text)
  }

  @Test(
    "Nothing is kept of what scripts and styles hold",
    arguments: [
      "<script>alert(1)</script>", "<SCRIPT type='x'>alert(1)</ScRiPt >", "<script>alert(1)",
      "<style>p{}</style>", "<iframe src=x>no</iframe>", "<!-- <p>no</p> -->", "<img onerror=x>",
      "<textarea><script>x</script></textarea>", "<a href=\"javascript:x\"></a>", "<p", "<", "",
    ])
  func unshown(html: String) {
    let text = PlainText.words(ofHTML: html, upTo: 1_000)
    #expect(text == nil || text == "<")
  }

  @Test("Text never begins a tag, however it was written")
  func inert() {
    for html in [
      "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;x", "&#x3C;img src=x onerror=y&gt;",
      "<<b></b>script>x</script>", "&lt;<i></i>svg onload=x>", "&lt;!--", "&lt;?php", "a&lt;/p",
    ] {
      let text = PlainText.words(ofHTML: html, upTo: 1_000) ?? ""
      #expect(!text.contains(#/<[A-Za-z\/!?]/#), "\(text)")
      #expect(text.contains("<"))
    }
    #expect(PlainText.line("<b>Mug</b>", upTo: 100) == "< b>Mug< /b>")
  }

  @Test("Random pieces of HTML never become a tag, and never fail")
  func random() {
    let pieces = [
      "<", ">", "&lt;", "&#60;", "script", "/", "!", "--", "\"", "'", " ", "a", "&", ";", "<!--",
      "-->", "</script>", "<script>", "=", "é", "\u{0}", "<p>", "&gt;", "?",
    ]
    var random = SplitMix(seed: 7)
    for _ in 0..<5_000 {
      let html = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }.joined()
      let text = PlainText.words(ofHTML: html, upTo: 1_000) ?? ""
      #expect(!text.contains(#/<[A-Za-z\/!?]/#), "\(html) became \(text)")
    }
  }

  @Test("A text is as long as is asked for at most, and ends with a word")
  func length() {
    #expect(PlainText.words(ofHTML: "<p>one two</p>", upTo: 4) == "one")
    #expect(PlainText.line("Shirt\n– blue", upTo: 100) == "Shirt – blue")
    #expect(PlainText.line("\u{1F600}\u{1F600}", upTo: 1) == "\u{1F600}")
    #expect(PlainText.line(" \t ", upTo: 10) == nil)
  }
}
