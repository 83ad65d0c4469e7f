// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import HTTPTypes
import Media
import NIOCore
import RecordingModel
import RecordingTesting

/// An API over a catalogue that has something of everything, so that every answer can be full.
///
/// The clock stands at 2027-01-15 08:00:00 UTC, 16:00:00 in Beijing.
struct ConformanceWorld: Sendable {
    static let now = TestAPI.start
    static let key = StreamKey(domain: "push.example.com", application: "live", stream: "room42")

    let api: TestAPI
    private let handler: CallHandler

    init() async throws {
        var api = TestAPI()
        // An order in real time needs a push.
        api.orders = CataloguedOrders(catalogue: api.catalogue, pushed: [Self.key])
        self.api = api
        handler = CallHandler(api.dependencies)
        try await insertDomains()
        try await insertTemplates()
        try await insertOrders()
        try await insertHistory()
        try await api.catalogue.insert(Self.file())
    }

    /// Calls an action without HTTP around it.
    func call(_ action: any CloudAPI.Action.Type, _ parameters: JSONObject) async throws -> APIAnswer {
        let definition = action.definition
        let call = SignedCall(
            definition.name, JSONValue.object(parameters).text, service: definition.service, clock: api.clock)
        let request = HTTPRequest(
            method: call.method, scheme: "http", authority: "localhost", path: call.uri, headerFields: call.headers)
        let answer = try APIAnswer(
            body: ByteBuffer(string: await handler.answer(to: request, body: ByteBuffer(string: call.body))))
        answer.expectDeclared(by: definition.name)
        return answer
    }

    private func insertDomains() async throws {
        let domains: [(String, PushDomain.Purpose)] = [
            (Self.key.domain, .push), ("play.example.com", .play), ("idle.example.com", .push),
        ]
        for (name, purpose) in domains {
            let authentication = PushAuthentication(isEnabled: true, masterKey: "master", backupKey: "b", delta: 60)
            _ = try await api.catalogue.insert(
                PushDomain(
                    name: name, purpose: purpose, created: .seconds(Self.now), authentication: authentication))
        }
    }

    /// Templates 1 are bound to a rule, templates 2 are not.
    private func insertTemplates() async throws {
        let catalogue = api.catalogue
        for isDelayLive in [false, true] {
            _ = try await catalogue.insert(RecordTemplate(name: "t", isDelayLive: isDelayLive, formats: [:]))
            let urls = Dictionary(uniqueKeysWithValues: CallbackKind.allCases.map { ($0, "http://a/\($0)") })
            _ = try await catalogue.insert(
                CallbackTemplate(name: "c", urls: urls, key: "k", recordExceptionLevels: ["error"]))
        }
        let rule = RecordRule(
            domain: Self.key.domain, application: "live", stream: "room42", templateID: 1, created: .seconds(Self.now))
        _ = try await catalogue.insert(rule, quota: 50)
        _ = try await catalogue.insert(CallbackRule(domain: Self.key.domain, application: "live", templateID: 1))
    }

    private func insertOrders() async throws {
        try await api.catalogue.insert(
            RecordingTask(
                id: "U1", key: Self.key, start: .seconds(Self.now), end: .seconds(Self.now + 60), templateID: 1,
                streamType: 0, extensionText: "", created: .seconds(Self.now)))
        let record = LiveRecord(
            id: 7, key: Self.key, start: .seconds(Self.now), end: .seconds(Self.now + 60),
            output: SingleOutput(format: .flv), created: .seconds(Self.now))
        _ = try await api.catalogue.insert(record, within: .unlimited)
    }

    private func insertHistory() async throws {
        let catalogue = api.catalogue
        api.streams.begin(Self.key, at: .seconds(Self.now - 60))
        let end = PushRecord.End(
            time: .seconds(Self.now - 300), code: .clientEnded, resolution: PictureSize(width: 640, height: 352))
        try await catalogue.insert(PushRecord(publication: Self.publication, isAdmitted: true, end: end))
        try await catalogue.insert(
            CallbackAttempt(
                stream: "room42", eventType: 1, eventTime: .seconds(Self.now - 60), request: "{}", response: "ok",
                responseTime: .seconds(Self.now - 59), resultCode: 0))
        try await catalogue.note(
            RecordingSpan(
                sessionID: "1", domain: Self.key.domain, isDelayLive: false, begun: .seconds(Self.now - 600),
                ended: nil))
    }

    private static let publication = Publication(
        id: PublicationID(number: 1), key: key, begun: .seconds(now - 600), clientAddress: "203.0.113.9",
        parameters: "")

    /// A recording with pictures and sound, and all that its owner can say of it.
    private static func file() throws -> RecordedFile {
        var facts = MediaFacts(begun: .seconds(now - 600))
        facts.note(try Track.testVideo())
        facts.note(try Track.testAudio())
        for kind in [MediaKind.video, .audio] {
            for time in [0, 40] as [Int64] {
                let packet = MediaPacket(
                    kind: kind, decodeTime: .milliseconds(time), isKeyframe: true,
                    payload: ByteBuffer(repeating: 0, count: 100))
                facts.note(packet, arrived: .seconds(now - 600))
            }
        }
        var notes = MediaNotes()
        notes.description = "d"
        notes.tags = ["old"]
        notes.cover = "5285485487985271487.1.png"
        notes.marks = [MediaMark(offset: 1.5, content: "m")]
        notes.subtitles = [MediaSubtitle(id: "s", name: "n", language: "en", file: "5285485487985271487.2.vtt")]
        notes.expires = .seconds(now + 86_400)
        return RecordedFile(
            id: "5285485487985271487", cause: .order(taskID: "U1"), templateID: 1, sessionID: "9",
            publication: publication, format: .hls, title: "room42_2027", path: "a/b/index.m3u8", size: 70_000,
            facts: facts, created: .seconds(now - 300), notes: notes)
    }
}
