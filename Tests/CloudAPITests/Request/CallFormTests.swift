// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import HTTPTypes
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

/// Calls in every form, from their bytes to their answers.
@Suite struct CallFormTests {
    private let api = TestAPI()

    @Test("answers a call in any form the same", arguments: CallForm.allCases)
    func forms(form: CallForm) async throws {
        let created = try await api.send(
            form.call(
                "CreateRecordTask",
                [
                    ("StreamName", "a b+模"), ("DomainName", "push.example.com"), ("AppName", "live"),
                    ("EndTime", String(TestAPI.start + 3_600)),
                ], clock: api.clock))
        let id = try created.text("TaskId")
        let task = try #require(try await api.catalogue.task(id: id))
        #expect(task.key.stream == "a b+模")
        #expect(task.end == .seconds(TestAPI.start + 3_600))
        let media = try await api.send(
            form.call("SearchMedia", [("Limit", "5")], service: .vod, clock: api.clock))
        #expect(media["TotalCount"] == 0)
        // A service's version leads to its own actions alone.
        let other = try await api.send(form.call("SearchMedia", [], clock: api.clock))
        #expect(other.code == "InvalidAction")
    }

    @Test(
        "reads lists, objects, numbers and truth values from texts", arguments: [CallForm.signedQuery, .query, .form])
    func conversion(form: CallForm) async throws {
        let created = try await api.send(
            form.call(
                "CreateLiveRecordTemplate",
                [
                    ("TemplateName", "t"), ("HlsParam.Enable", "1"), ("HlsParam.StorageTime", "86400"),
                    ("FlvSpecialParam.UploadInRecording", "True"), ("RemoveWatermark", "false"),
                ], clock: api.clock))
        guard case .number? = created["TemplateId"] else {
            Issue.record("\(created)")
            return
        }
        let template = try #require(try await api.catalogue.recordTemplates().first)
        #expect(template.formats[.hls]?.storageTime == 86_400)
        #expect(template.formats[.hls]?.isEnabled == true)
        #expect(template.uploadsInRecording)
        let media = try await api.send(
            form.call("DescribeMediaInfos", [("FileIds.1", "8"), ("FileIds.0", "7")], service: .vod, clock: api.clock))
        #expect(try media.list("NotExistFileIdSet") == ["7", "8"])
        let wrong = try await api.send(
            form.call("CreateLiveRecordTemplate", [("TemplateName", "t"), ("HlsParam.Enable", "x")], clock: api.clock))
        #expect(
            wrong.message
                == "The value type of parameter `HlsParam.Enable` is not valid, input type should be `integer`.")
    }

    @Test("reads JSON parts")
    func jsonParts() async throws {
        let part = "--b\r\nContent-Disposition: form-data; name=\"FileIds\"\r\nContent-Type: application/json\r\n\r\n"
        func answer(_ text: String) async throws -> APIAnswer {
            try await api.send(
                SignedCall(
                    "DescribeMediaInfos", part + text + "\r\n--b--\r\n", service: .vod,
                    contentType: "multipart/form-data; boundary=b", clock: api.clock))
        }
        #expect(try await answer(#"["7","8"]"#).list("NotExistFileIdSet") == ["7", "8"])
        #expect(try await answer(#"["7""#).code == "InvalidParameter")
        let broken = SignedCall(
            "DescribeMediaInfos", "nonsense", service: .vod, contentType: "multipart/form-data; boundary=b",
            clock: api.clock)
        #expect(try await api.send(broken).code == "InvalidRequest")
        var headless = broken
        headless.headers[.contentType] = "multipart/form-data"
        #expect(try await api.send(headless).code == "InvalidRequest")
    }

    @Test("signs with SHA-256 when it is asked to", arguments: [CallForm.query, .form])
    func sha256(form: CallForm) async throws {
        let call = form.call("DescribeLiveRecordTemplates", [], algorithm: .sha256, clock: api.clock)
        #expect(try await api.send(call).code == nil)
    }

    @Test("refuses forms that are changed, stale, unknown, temporary or without a common parameter")
    func refusals() async throws {
        let call = CallForm.form.call("DescribeLiveRecordTemplates", [("X_Y", "1")], clock: api.clock)
        func code(_ change: (inout SignedCall) -> Void) async throws -> String? {
            var call = call
            change(&call)
            return try await api.send(call).code
        }
        #expect(try await code { _ in } == "UnknownParameter")
        #expect(
            try await code { $0.body = $0.body.replacing("X_Y=1", with: "X_Y=2") } == "AuthFailure.SignatureFailure")
        #expect(
            try await code { $0.body = $0.body.replacing("SecretId=", with: "SecretId=x") }
                == "AuthFailure.SecretIdNotFound")
        #expect(try await code { $0.body = $0.body.replacing("Action=", with: "Acti=") } == "MissingParameter")
        #expect(
            try await code { $0.body = $0.body.replacing("Version=2018-08-01", with: "Version=2017-03-12") }
                == "NoSuchVersion")
        #expect(try await code { $0.body = $0.body.replacing("Nonce=", with: "Nonce=x") } == "InvalidParameter")
        #expect(try await code { $0.body += "&x" } == "InvalidParameter")
        #expect(try await code { $0.body = "" } == "MissingParameter")
        api.clock.advance(by: .seconds(301))
        #expect(try await code { _ in } == "AuthFailure.SignatureExpire")
        let temporary = CallForm.form.call("DescribeLiveRecordTemplates", [("Token", "t")], clock: api.clock)
        #expect(try await api.send(temporary).code == "AuthFailure.TokenFailure")
    }

    @Test("asks for the header of a GET that is signed in its headers to be signed with it")
    func unsignedContentType() async throws {
        var call = CallForm.signedQuery.call("DescribeLiveRecordTemplates", [], clock: api.clock)
        call.headers[.contentType] = nil
        #expect(try await api.send(call).code == "AuthFailure.SignatureFailure")
        call.set("Authorization", nil)
        #expect(try await api.send(call).message?.contains("`Authorization`") == true)
    }

    @Test("hashes the query of a GET as it was sent")
    func rawQuery() async throws {
        for query in ["SortType=+a%20b&SortBy=x", "B=2&A=1", "A=%7e&&"] {
            let call = SignedCall(
                "DescribeLiveRecordTemplates", "", contentType: "application/x-www-form-urlencoded", method: .get,
                query: query, clock: api.clock)
            #expect(try await api.send(call).code == "UnknownParameter", "\(query)")
        }
    }

    @Test("takes a body that nobody hashed, when it is told so and that is signed")
    func unsignedPayload() async throws {
        let call = SignedCall("DescribeLiveRecordTemplates", isUnsigned: true, clock: api.clock)
        #expect(try await api.send(call).code == nil)
        var withoutWord = call
        withoutWord.set("X-TC-Content-SHA256", nil)
        #expect(try await api.send(withoutWord).code == "AuthFailure.SignatureFailure")
    }

    @Test("writes messages in the language that a form asks for")
    func language() async throws {
        let call = CallForm.form.call("DescribeLiveRecordTemplates", [], clock: api.clock)
        var chinese = call
        chinese.body = call.body.replacing("Language=en-US", with: "Language=zh-CN")
        #expect(try await api.send(chinese).message == ErrorCode.signatureFailure.chineseSentence)
    }
}
