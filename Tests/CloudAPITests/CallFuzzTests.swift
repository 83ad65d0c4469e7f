// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Foundation
import HTTPTypes
import Logging
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

@Suite struct CallFuzzTests {
    private static let seeds: Range<UInt64> = 0..<8
    /// Calls of all seeds together: `make fuzz` sets it.
    private static let count = ProcessInfo.processInfo.environment["AIRCHECK_FUZZ_COUNT"].flatMap { Int($0) } ?? 4_000

    @Test("answers every call, whatever its bytes are, with an envelope and no fault of its own", arguments: seeds)
    func signedCalls(seed: UInt64) async throws {
        let api = TestAPI()
        let handler = CallHandler(api.dependencies)
        var fuzzer = CallFuzzer(seed: seed, clock: api.clock)
        var successes = 0
        for _ in 0..<(Self.count / Self.seeds.count) {
            let (request, body) = fuzzer.next()
            let text = await handler.answer(to: request, body: body)
            #expect(
                text.hasPrefix(#"{"Response":{"#) && !text.contains(#""InternalError""#),
                "\(request) \(request.headerFields) \(String(buffer: body)): \(text)")
            #expect(throws: Never.self) { try JSONReader.value(of: ByteBuffer(string: text)) }
            if !text.contains(#""Error":{"#) { successes += 1 }
        }
        // What never gets past the signature would prove little; one call in a hundred is right in everything.
        #expect(successes > Self.count / Self.seeds.count / 100)
    }

    @Test("refuses every call of one who does not hold the key, and keeps the catalogue as it is", arguments: seeds)
    func unsignedCalls(seed: UInt64) async throws {
        let api = TestAPI()
        try await api.catalogue.insert(
            RecordingTask(
                id: "U1", key: StreamKey(domain: "b", application: "c", stream: "a"), start: .seconds(TestAPI.start),
                end: .seconds(TestAPI.start + 60), templateID: 0, streamType: 0, extensionText: "",
                created: .seconds(TestAPI.start)))
        _ = try await api.catalogue.insert(RecordTemplate(name: "t", formats: [:]))
        _ = try await api.catalogue.insert(
            PushDomain(name: "push.example.com", purpose: .push, created: .seconds(0), authentication: .off))
        let before = try await CatalogueState(of: api.catalogue)
        var dependencies = api.dependencies
        dependencies.credentials = Credentials([
            Credential(secretID: SigningVector.credential.secretID, secretKey: "another")
        ])
        let handler = CallHandler(dependencies)
        var fuzzer = CallFuzzer(seed: ~seed, clock: api.clock)
        for _ in 0..<(Self.count / Self.seeds.count / 2) {
            let (request, body) = fuzzer.next()
            let text = await handler.answer(to: request, body: body)
            #expect(text.hasPrefix(#"{"Response":{"Error":{"#), "\(request): \(text)")
        }
        #expect(try await CatalogueState(of: api.catalogue) == before)
    }

    @Test("reads every text of random bytes without harm", arguments: 0..<4)
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
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

/// What the actions can change.
private struct CatalogueState: Equatable {
    let tasks: [RecordingTask]
    let templates: [RecordTemplate]
    let domains: Int
    let domain: PushDomain?
    let callbackTemplates: Int

    init(of catalogue: any Catalogue) async throws {
        tasks = try await catalogue.tasks(
            matching: TaskFilter(window: .seconds(0) ... .seconds(4_000_000_000)), after: nil, limit: 1_000)
        templates = try await catalogue.recordTemplates()
        domains = try await catalogue.domainCount()
        domain = try await catalogue.domain(named: "push.example.com")
        callbackTemplates = try await catalogue.callbackTemplates().count
    }
}
