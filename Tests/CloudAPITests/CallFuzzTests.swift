// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import HTTPTypes
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

/// A generator whose numbers a seed decides (SplitMix64), so that a failure can be had again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct CallFuzzTests {
    private static let bodies = [
        #"{"StreamName":"a","DomainName":"b","AppName":"c","EndTime":1800003600,"StartTime":1800000000}"#,
        #"{"TemplateName":"a","FlvParam":{"Enable":"1","RecordInterval":60,"VodFileName":"{StreamID}"},"CosStore":0}"#,
        #"{"TaskId":"U1"}"#, #"{"StartTime":1799990000,"EndTime":1800000000,"ScrollToken":"1-U"}"#,
        #"{"DomainName":"a.example.com","DomainType":0,"AuthDelta":5,"Enable":1,"AppName":"x","TemplateId":1}"#,
        #"{"FileIds":["1","2"],"CreateTime":{"After":"2026-01-01T00:00:00Z"},"Sort":{"Field":"a","Order":"b"}}"#,
    ]

    @Test("answers every request, whatever its bytes are, with an envelope", arguments: 0..<8)
    func mutatedRequests(seed: UInt64) async throws {
        var generator = SeededGenerator(state: seed)
        let api = TestAPI()
        let handler = CallHandler(api.dependencies)
        for _ in 0..<250 {
            guard let type = ActionTable.actions.randomElement(using: &generator) else { return }
            var body = Array((Self.bodies.randomElement(using: &generator) ?? "{}").utf8)
            for _ in 0..<Int.random(in: 0...4, using: &generator) { Self.mutate(&body, using: &generator) }
            var call = SignedCall(
                type.definition.name, String(decoding: body, as: UTF8.self), service: type.definition.service,
                clock: api.clock)
            if Int.random(in: 0..<4, using: &generator) == 0, let field = call.headers.randomElement(using: &generator)
            {
                var value = Array(field.value.utf8)
                Self.mutate(&value, using: &generator)
                call.headers[field.name] = String(decoding: value, as: UTF8.self)
            }
            let request = HTTPRequest(
                method: .post, scheme: "http", authority: "localhost", path: "/", headerFields: call.headers)
            let text = await handler.answer(to: request, body: ByteBuffer(string: call.body))
            #expect(text.hasPrefix(#"{"Response":{"#) && !text.contains("InternalError\""), "\(call.body): \(text)")
            #expect(throws: Never.self) { try JSONReader.value(of: ByteBuffer(string: text)) }
        }
    }

    private static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard let index = bytes.indices.randomElement(using: &generator) else { return }
        let interesting = Array("{}[]\",:\\0-9e.unt".utf8)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: bytes[index] = interesting.randomElement(using: &generator) ?? 0
        case 2: bytes.remove(at: index)
        case 3: bytes.insert(contentsOf: bytes[index...].prefix(8), at: index)
        default: bytes.insert(contentsOf: "99999999999999999999".utf8, at: index)
        }
    }

    @Test("reads every text of random bytes without harm", arguments: 0..<4)
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let alphabet = Array(#"{}[]",:\u0e-+.1tfn "#.utf8)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            guard let value = try? JSONReader.value(of: ByteBuffer(bytes: bytes)) else { continue }
            // What was read can be written, and means the same.
            #expect((try? JSONReader.value(of: ByteBuffer(string: value.text))) == value)
        }
    }
}
