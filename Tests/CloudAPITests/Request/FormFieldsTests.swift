// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import RecordingTesting
import Testing

@Suite struct FormFieldsTests {
    private func fields(_ text: String) throws -> [String] {
        try FormFields(text.utf8).fields.map { "\($0.name)|\($0.value)" }
    }

    @Test(
        "decodes names and values in their order",
        arguments: [
            ("", []), ("&", []), ("A=1", ["A|1"]), ("B=2&A=1&", ["B|2", "A|1"]), ("A=", ["A|"]), ("A=b=c", ["A|b=c"]),
            ("A=x+y%20z%2B", ["A|x y z+"]), ("A%2E0=%e6%A8%a1%E6%9D%BF", ["A.0|模板"]),
        ])
    func wellFormed(text: String, expected: [String]) throws {
        #expect(try fields(text) == expected)
    }

    @Test(
        "refuses fields without a value, broken escapes and what is not UTF-8",
        arguments: ["A", "A=1&B", "A=%", "A=%4", "A=%zz", "%4=1", "A=%ff", "A=%ed%a0%80"])
    func malformed(text: String) {
        #expect {
            try FormFields(text.utf8)
        } throws: { error in
            (error as? APIFault)?.code == .invalidParameter
        }
    }

    @Test("says of a field without a value what the cloud says")
    func message() {
        #expect {
            try FormFields("A".utf8)
        } throws: { error in
            (error as? APIFault)?.message == "Url key and value should be splited by `=`."
        }
    }

    @Test("takes a bounded number of fields")
    func bounded() throws {
        let most = String(repeating: "a=&", count: FormFields.maximumFields)
        #expect(try FormFields(most.utf8).fields.count == FormFields.maximumFields)
        #expect(throws: APIFault.self) { try FormFields((most + "a=").utf8) }
    }

    @Test("reads back every text that was encoded", arguments: 0..<50)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("aZ09-._~ +&=%?#/\"\u{0}\n\u{7F}é模🎬")
        var text: String { String((0..<8).compactMap { _ in alphabet.randomElement(using: &generator) }) }
        let parameters = (0..<20).map { _ in (name: text, value: text) }
        let read = try FormFields(CallForm.encoded(parameters).utf8).fields
        #expect(read == parameters.map { FormFields.Field(name: $0.name, value: $0.value) })
    }
}
