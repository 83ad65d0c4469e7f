// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import NIOCore
import RecordingModel
import Testing

/// A request that meets with an error, and the answer to it.
struct Provocation: Sendable, CustomTestStringConvertible {
    /// An action and its parameters in JSON.
    struct Call: Sendable {
        let action: String
        let parameters: String

        init(_ action: String, _ parameters: String) {
            self.action = action
            self.parameters = parameters
        }

        func send(to api: TestAPI) async throws -> APIAnswer {
            let service = ActionTable.actions.first { $0.definition.name == action }?.definition.service ?? .live
            return try await api.send(SignedCall(action, parameters, service: service, clock: api.clock))
        }
    }

    let call: Call
    let code: String
    let message: String
    /// What went before: each call succeeds.
    let after: [Call]
    let account: Account
    /// What no call can bring about.
    let prepare: @Sendable (TestAPI) async throws -> Void

    init(
        _ action: String, _ parameters: String, _ code: String, _ message: String, after: [Call] = [],
        account: Account = Account(), prepare: @escaping @Sendable (TestAPI) async throws -> Void = { _ in }
    ) {
        call = Call(action, parameters)
        self.code = code
        self.message = message
        self.after = after
        self.account = account
        self.prepare = prepare
    }

    var testDescription: String { "\(call.action) \(call.parameters.prefix(120)): \(code)" }

    /// Sends what went before, then the call, and compares the whole answer.
    func check() async throws {
        var api = TestAPI()
        api.account = account
        try await prepare(api)
        for call in after {
            let answer = try await call.send(to: api)
            #expect(answer.code == nil, "\(call): \(answer.message ?? "")")
        }
        let answer = try await call.send(to: api)
        answer.expectError(code, message)
    }
}

extension APIAnswer {
    /// Compares everything: status, content type, and the members of `Response`, no more and no fewer.
    func expectError(_ code: String, _ message: String) {
        #expect(status == 200)
        #expect(contentType == "application/json")
        #expect(response.members.map(\.name) == ["Error", "RequestId"])
        #expect(self["Error"] == .object(["Code": .string(code), "Message": .string(message)]))
        guard case .string(let requestID)? = self["RequestId"] else {
            Issue.record("no RequestId")
            return
        }
        #expect(requestID.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil)
    }
}
