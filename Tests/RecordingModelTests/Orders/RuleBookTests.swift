// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import Testing

@Suite("RuleBook")
struct RuleBookTests {
    private let key = StreamKey(domain: "push.example.com", application: "live", stream: "room42")

    private func rule(_ template: Int64, _ application: String, _ stream: String) -> RecordRule {
        RecordRule(
            domain: "Push.example.com", application: application, stream: stream, templateID: template,
            created: .seconds(1))
    }

    @Test("lets the closest rule hold, in whatever order they stand")
    func priority() {
        var rules = [rule(1, "live", "room42"), rule(2, "", "room42"), rule(3, "live", ""), rule(4, "", "")]
        for expected: Int64 in 1...4 {
            #expect(RuleBook(rules).rule(for: key)?.templateID == expected)
            #expect(RuleBook(rules.reversed()).rule(for: key)?.templateID == expected)
            rules.removeFirst()
        }
        #expect(RuleBook(rules).rule(for: key) == nil)
    }

    @Test(
        "passes over rules for other streams",
        arguments: [("live", "room43"), ("show", ""), ("show", "room42"), ("", "room43"), ("Live", "")])
    func others(application: String, stream: String) {
        #expect(RuleBook([rule(1, application, stream)]).rule(for: key) == nil)
        #expect(RuleBook([rule(1, application, stream), rule(9, "", "")]).rule(for: key)?.templateID == 9)
    }

    @Test("passes over rules for other domains")
    func domains() {
        let other = StreamKey(domain: "other.example.com", application: "live", stream: "room42")
        #expect(RuleBook([rule(1, "", "")]).rule(for: other) == nil)
    }
}
