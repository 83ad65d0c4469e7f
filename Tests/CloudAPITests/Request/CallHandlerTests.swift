// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import HTTPTypes
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

@Suite struct CallHandlerTests {
    private let api = TestAPI()
    private let action = "DescribeLiveRecordTemplates"

    @Test(
        "names a common parameter that is missing, before it looks at the signature",
        arguments: [
            ("X-TC-Action", "Action"), ("X-TC-Version", "Version"), ("X-TC-Timestamp", "Timestamp"),
            ("Authorization", "Authorization"),
        ])
    func missingCommonParameter(header: String, name: String) async throws {
        var call = SignedCall(action, "{ }", clock: api.clock)
        call.body = "{}"
        call.set(header, nil)
        let answer = try await api.send(call)
        #expect(answer.code == "MissingParameter")
        #expect(answer.message == "The request is missing a required parameter `\(name)`.")
    }

    @Test("refuses a timestamp that is no number", arguments: ["now", "-1", "1.5", "99999999999999999999"])
    func badTimestamp(text: String) async throws {
        var call = SignedCall(action, clock: api.clock)
        call.set("X-TC-Timestamp", text)
        let answer = try await api.send(call)
        #expect(answer.code == "InvalidParameter")
        #expect(answer.message == "Parameter `Timestamp` type error.")
    }

    @Test("tells an unknown service, version and action apart")
    func unknownTargets() async throws {
        let product = try await api.send(SignedCall(action, scopeService: "cvm", clock: api.clock))
        #expect(product.code == "NoSuchProduct")
        let version = try await api.send(SignedCall(action, version: "2018-07-17", clock: api.clock))
        #expect(version.code == "NoSuchVersion")
        let unknown = try await api.send(SignedCall("Dance", clock: api.clock))
        #expect(unknown.code == "InvalidAction")
        #expect(
            unknown.message
                == "The request action=`Dance` is invalid or not found in service=`live` and version=`2018-08-01`.")
        // Each service has its own actions.
        let other = try await api.send(SignedCall(action, service: .vod, clock: api.clock))
        #expect(other.code == "InvalidAction")
    }

    @Test("refuses what is not signed, badly signed or stale")
    func signature() async throws {
        var skipped = SignedCall(action, clock: api.clock)
        skipped.set("Authorization", "SKIP")
        #expect(try await api.send(skipped).code == "AuthFailure.InvalidAuthorization")
        var changed = SignedCall(action, clock: api.clock)
        changed.body = "{} "
        #expect(try await api.send(changed).code == "AuthFailure.SignatureFailure")
        let stale = SignedCall(action, clock: api.clock)
        api.clock.advance(by: .seconds(301))
        let answer = try await api.send(stale)
        #expect(answer.code == "AuthFailure.SignatureExpire")
        #expect(answer.message?.contains("\(TestAPI.start + 301)") == true)
    }

    @Test(
        "refuses a body that is no JSON object", arguments: ["[]", "7", "{", "nonsense", "{\"A\":\u{1}}"])
    func badBody(body: String) async throws {
        #expect(try await api.send(SignedCall(action, body, clock: api.clock)).code == "InvalidParameter")
    }

    @Test("takes an empty body for no parameters")
    func emptyBody() async throws {
        #expect(try await api.send(SignedCall(action, "", clock: api.clock)).code == nil)
    }

    @Test("takes a charset behind the content type, and refuses types that no form has")
    func contentType() async throws {
        var plain = SignedCall(action, contentType: "text/plain", clock: api.clock)
        #expect(try await api.send(plain).code == "UnsupportedProtocol")
        plain.headers[.contentType] = nil
        #expect(try await api.send(plain).code == "UnsupportedProtocol")
        let form = SignedCall(action, "A=1", contentType: "application/x-www-form-urlencoded", clock: api.clock)
        #expect(try await api.send(form).message?.contains("HmacSHA1") == true)
        let charset = SignedCall(action, contentType: "application/json; charset=UTF-8", clock: api.clock)
        #expect(try await api.send(charset).code == nil)
        let verbatim = SignedCall(
            action, contentType: "application/json; charset=UTF-8", signsVerbatim: true, clock: api.clock)
        #expect(try await api.send(verbatim).code == nil)
    }

    @Test("answers an official action that is not served by naming it")
    func officialAction() async throws {
        let live = try await api.call("CreateLiveSnapshotTemplate", [:])
        #expect(live.code == "UnsupportedOperation")
        #expect(live.message == "The action `CreateLiveSnapshotTemplate` is not served here.")
        #expect(try await api.call("ProcessMedia", [:], service: .vod).code == "UnsupportedOperation")
        #expect(try await api.call("ProcessMedia", [:]).code == "InvalidAction")
    }

    @Test("writes messages in the language that is asked for")
    func languages() async throws {
        var call = SignedCall(action, #"{"Surprise":1}"#, clock: api.clock)
        #expect(try await api.send(call).message == "The parameter `Surprise` is not recognized.")
        call.set("X-TC-Language", "zh-CN")
        #expect(try await api.send(call).message == "无法识别参数 `Surprise`。")
        call.set("X-TC-Language", "fr-FR")
        #expect(try await api.send(call).message == "The parameter `Surprise` is not recognized.")
    }

    @Test("looks at the region where an action has some")
    func regions() async throws {
        func code(_ action: String, region: String?) async throws -> String? {
            var call = SignedCall(action, #"{"TaskId":"U"}"#, clock: api.clock)
            call.set("X-TC-Region", region)
            return try await api.send(call).code
        }
        #expect(try await code("StopRecordTask", region: "ap-tokyo") == "InvalidParameter")
        #expect(try await code("StopRecordTask", region: nil) == "InvalidParameter")
        #expect(try await code("StopRecordTask", region: "mars-1") == "UnsupportedRegion")
        #expect(try await code(action, region: "mars-1") == "UnknownParameter")
    }

    @Test("refuses parameters that the action does not have")
    func unknownParameter() async throws {
        let answer = try await api.call(action, ["Surprise": 1])
        #expect(answer.code == "UnknownParameter")
        #expect(answer.message == "The parameter `Surprise` is not recognized.")
    }

    @Test("limits the calls of a second when it is told to")
    func rateLimits() async throws {
        var api = api
        api.rateLimits = true
        let handler = CallHandler(api.dependencies)
        let call = SignedCall("StopRecordTask", #"{"TaskId":"U"}"#, clock: api.clock)
        let request = HTTPRequest(
            method: .post, scheme: "http", authority: "localhost", path: "/", headerFields: call.headers)
        for _ in 0..<20 {
            #expect(await handler.answer(to: request, body: .init(string: call.body)).contains("InvalidParameter"))
        }
        #expect(await handler.answer(to: request, body: .init(string: call.body)).contains("RequestLimitExceeded"))
        api.clock.advance(by: .seconds(1))
        #expect(await handler.answer(to: request, body: .init(string: call.body)).contains("InvalidParameter"))
    }

    @Test("keeps the reason of its own faults from the caller")
    func internalError() async throws {
        var api = api
        api.orders = BrokenOrders()
        let answer = try await api.call("StopRecordTask", ["TaskId": "U"])
        #expect(answer.code == "InternalError")
        #expect(answer.message?.contains("disk") == false)
    }
}

/// Orders whose store is broken.
private struct BrokenOrders: RecordingOrders {
    struct Fault: Error { var reason = "the disk is on fire" }

    func create(_ task: RecordingTask, within quota: OrderQuota) async throws -> OrderRefusal? { throw Fault() }
    func create(_ record: LiveRecord, within quota: OrderQuota) async throws -> OrderRefusal? { throw Fault() }
    func stop(taskID: String, at time: WallTime) async throws -> Bool { throw Fault() }
    func stopLiveRecord(id: UInt64, ofStream stream: String, at time: WallTime) async throws -> LiveRecordMatch {
        throw Fault()
    }
    func delete(taskID: String, at time: WallTime) async throws -> Bool { throw Fault() }
    func deleteLiveRecord(id: UInt64, ofStream stream: String, at time: WallTime) async throws -> LiveRecordMatch {
        throw Fault()
    }
}
