// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

/// A server's API over a catalogue in memory, and a client that signs.
struct TestAPI: Sendable {
    static let start: Int64 = 1_800_000_000

    let catalogue: any Catalogue = MemoryCatalogue()
    let clock = ManualWallClock(.seconds(start))
    var rateLimits = false
    var account = Account()
    let streams = TestStreams()
    let media = TestMedia()
    /// Replaces what carries out orders; nil is the catalogue itself.
    var orders: (any RecordingOrders)?

    var dependencies: CloudAPIDependencies {
        CloudAPIDependencies(
            catalogue: catalogue, orders: orders ?? CataloguedOrders(catalogue: catalogue), streams: streams,
            media: media, clock: clock, credentials: Credentials([SigningVector.credential]),
            publicURL: "http://media.example.com/", rateLimits: rateLimits,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, account: account)
    }

    var application: Application<RouterResponder<BasicRequestContext>> {
        let router = Router()
        CloudAPIRoutes(dependencies).add(to: router)
        return Application(router: router, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Calls an action as an official client does.
    func call(_ action: String, _ parameters: JSONObject, service: Service = .live) async throws -> APIAnswer {
        let answer = try await send(
            SignedCall(action, JSONValue.object(parameters).text, service: service, clock: clock))
        // What the operator asks for is listed by the document and answered by nothing else.
        if account.faults[action] == nil { answer.expectDeclared(by: action) }
        return answer
    }

    /// Sends a call whatever it is.
    func send(_ call: SignedCall) async throws -> APIAnswer {
        try await application.test(.router) { client in
            let response = try await client.executeRequest(
                uri: call.uri, method: call.method, headers: call.headers, body: ByteBuffer(string: call.body))
            return try APIAnswer(response)
        }
    }
}

/// Orders that are kept and not carried out.
struct CataloguedOrders: RecordingOrders {
    let catalogue: any Catalogue
    var pushed: Set<StreamKey> = []

    func create(_ task: RecordingTask, within quota: OrderQuota) async throws -> OrderRefusal? {
        try await catalogue.insert(task, within: quota)
    }

    func create(_ record: LiveRecord, within quota: OrderQuota) async throws -> OrderRefusal? {
        guard !record.isRealTime || pushed.contains(record.key) else { return .notLive }
        return try await catalogue.insert(record, within: quota)
    }

    func stopLiveRecord(id: UInt64, ofStream stream: String, at time: WallTime) async throws -> LiveRecordMatch {
        try await catalogue.stopLiveRecord(id: id, ofStream: stream, at: time)
    }

    func deleteLiveRecord(id: UInt64, ofStream stream: String, at time: WallTime) async throws -> LiveRecordMatch {
        try await catalogue.deleteLiveRecord(id: id, ofStream: stream)
    }

    func stop(taskID: String, at time: WallTime) async throws -> Bool {
        try await catalogue.stopTask(id: taskID, at: time) != nil
    }

    func delete(taskID: String, at time: WallTime) async throws -> Bool {
        try await catalogue.deleteTask(id: taskID)
    }
}

/// A request with the headers that the official SDKs send; tests change what they want to be wrong.
struct SignedCall: Sendable {
    var method: HTTPRequest.Method
    var uri: String
    var headers: HTTPFields
    var body: String

    init(
        _ action: String, _ body: String = "{}", service: Service = .live, version: String? = nil,
        scopeService: String? = nil, host: String = "localhost", contentType: String = "application/json",
        signsVerbatim: Bool = false, method: HTTPRequest.Method = .post, query: String = "", isUnsigned: Bool = false,
        clock: ManualWallClock
    ) {
        let scope = CredentialScope(
            date: CredentialScope.date(of: clock.now), service: scopeService ?? service.rawValue)
        let timestamp = String(clock.now.seconds)
        let request = CanonicalRequest(
            method: method.rawValue, query: query,
            headers: [("content-type", contentType), ("host", host)].map { name, value in
                .init(name: name, value: signsVerbatim ? value : value.lowercased())
            },
            payloadHash: CanonicalRequest.hash(of: (isUnsigned ? "UNSIGNED-PAYLOAD" : body).utf8))
        let signature = RequestSigner(secretKey: SigningVector.credential.secretKey, scope: scope)
            .signature(of: request, timestamp: timestamp)
        self.method = method
        uri = query.isEmpty ? "/" : "/?" + query
        self.body = body
        headers = [
            .contentType: contentType,
            .authorization: "TC3-HMAC-SHA256 Credential=\(SigningVector.credential.secretID)/\(scope), "
                + "SignedHeaders=content-type;host, Signature=\(signature)",
        ]
        set("X-TC-Action", action)
        set("X-TC-Version", version ?? service.version)
        set("X-TC-Timestamp", timestamp)
        set("X-TC-Region", "ap-guangzhou")
        set("X-TC-Language", "en-US")
        set("X-TC-RequestClient", "SDK_PYTHON_3.1.195")
        if isUnsigned { set("X-TC-Content-SHA256", "UNSIGNED-PAYLOAD") }
    }

    init(method: HTTPRequest.Method, uri: String, headers: HTTPFields, body: String) {
        self.method = method
        self.uri = uri
        self.headers = headers
        self.body = body
    }

    /// Sets a header, or takes it away.
    mutating func set(_ name: String, _ value: String?) {
        guard let name = HTTPField.Name(name) else { return }
        headers[name] = value
    }
}

/// An answer, taken apart.
struct APIAnswer: Sendable {
    let status: Int
    let contentType: String?
    /// The members of `Response`.
    let response: JSONObject

    init(_ response: TestResponse) throws {
        try self.init(status: response.status.code, contentType: response.headers[.contentType], body: response.body)
    }

    init(status: Int = 200, contentType: String? = nil, body: ByteBuffer) throws {
        self.status = status
        self.contentType = contentType
        guard case .object(let envelope) = try JSONReader.value(of: body), envelope.members.count == 1,
            case .object(let members)? = envelope["Response"]
        else { throw JSONFault.malformed(offset: 0) }
        self.response = members
    }

    subscript(path: String...) -> JSONValue? {
        var value: JSONValue? = .object(response)
        for name in path {
            switch value {
            case .object(let object)?: value = object[name]
            case .list(let list)?: value = Int(name).flatMap { list.indices.contains($0) ? list[$0] : nil }
            default: return nil
            }
        }
        return value
    }

    /// `Error.Code`, or nil of a success.
    var code: String? {
        guard case .string(let code)? = self["Error", "Code"] else { return nil }
        return code
    }

    /// `Error.Message`.
    var message: String? {
        guard case .string(let message)? = self["Error", "Message"] else { return nil }
        return message
    }

    /// Fails the test when the action's definition does not have the code.
    func expectDeclared(by name: String) {
        guard let code, let action = ActionTable.actions.first(where: { $0.definition.name == name }) else { return }
        let isDeclared = ErrorCode(rawValue: code).map(action.definition.allErrors.contains) ?? false
        #expect(isDeclared, "\(name) \(code)")
    }

    /// A member that is a text.
    func text(_ name: String) throws -> String {
        guard case .string(let text)? = response[name] else { throw JSONFault.malformed(offset: 0) }
        return text
    }

    /// A member that is a list.
    func list(_ name: String) throws -> [JSONValue] {
        guard case .list(let list)? = response[name] else { throw JSONFault.malformed(offset: 0) }
        return list
    }
}
