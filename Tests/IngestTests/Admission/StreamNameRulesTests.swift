// SPDX-License-Identifier: Apache-2.0

import Ingest
import RecordingModel
import Testing

@Suite struct StreamNameRulesTests {
    private static let bad = [
        "", " ", "a b", "tab\t", "nul\u{0}", "line\n", "del\u{7F}", "房间", "é", String(repeating: "x", count: 256),
    ]

    @Test(
        "takes letters, digits and symbols",
        arguments: ["room42", "a", "A-b_c.d~!$'()*+,;=:@%[]{}|^", "..", "a/b", String(repeating: "x", count: 255)])
    func good(name: String) {
        let key = StreamKey(domain: "push.example.org", application: name, stream: name)
        #expect(StreamNameRules.refusal(of: key) == nil)
    }

    @Test("refuses stream names beyond that", arguments: bad)
    func badStream(name: String) {
        let key = StreamKey(domain: "push.example.org", application: "live", stream: name)
        #expect(StreamNameRules.refusal(of: key) == .streamNameInvalid)
    }

    @Test("refuses app names beyond that", arguments: bad)
    func badApplication(name: String) {
        let key = StreamKey(domain: "push.example.org", application: name, stream: "room42")
        #expect(StreamNameRules.refusal(of: key) == .applicationNameInvalid)
    }

    @Test("knows no domain beyond that", arguments: bad)
    func badDomain(name: String) {
        let key = StreamKey(domain: name, application: "live", stream: "room42")
        #expect(StreamNameRules.refusal(of: key) == .domainUnknown)
    }
}
