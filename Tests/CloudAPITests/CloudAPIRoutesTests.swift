// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import HTTPTypes
import HummingbirdTesting
import NIOCore
import RecordingTesting
import Testing

@Suite struct CloudAPIRoutesTests {
    private let api = TestAPI()

    @Test("answers success and failure alike with status 200 and exactly this content type")
    func envelope() async throws {
        let success = try await api.call("DescribeLiveRecordTemplates", [:])
        let failure = try await api.call("DescribeLiveRecordTemplate", ["TemplateId": 7])
        for answer in [success, failure] {
            #expect(answer.status == 200)
            #expect(answer.contentType == "application/json")
            let id = try answer.text("RequestId")
            #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
        #expect(success.code == nil)
        #expect(failure.code == "FailedOperation.NotFound")
    }

    @Test(
        "answers wrong methods in its own form",
        arguments: [.put, .delete, .patch, .options] as [HTTPRequest.Method])
    func wrongMethod(method: HTTPRequest.Method) async throws {
        var call = SignedCall("DescribeLiveRecordTemplates", clock: api.clock)
        call.method = method
        let answer = try await api.send(call)
        #expect(answer.status == 200)
        #expect(answer.code == "UnsupportedProtocol")
    }

    @Test(
        "refuses a request above the limit of its form, and takes one that has its size", arguments: CallForm.allCases)
    func tooLarge(form: CallForm) async throws {
        let limit =
            switch form {
            case .jsonBody, .multipart: 10 * 1_024 * 1_024
            case .signedQuery, .query: 32 * 1_024
            case .form: 1_024 * 1_024
            }
        for (excess, code) in [(0, "UnknownParameter"), (1, "RequestSizeLimitExceeded")] {
            var call = form.call("DescribeLiveRecordTemplates", [("Filler", "")], clock: api.clock)
            let filler = limit + excess - form.size(of: call)
            switch form {
            case .jsonBody, .multipart, .signedQuery:
                let text = String(repeating: "x", count: filler)
                call = form.call("DescribeLiveRecordTemplates", [("Filler", text)], clock: api.clock)
            // How long a signature becomes in a URL nobody knows; these separate nothing from nothing.
            case .query: call.uri += String(repeating: "&", count: filler)
            case .form: call.body += String(repeating: "&", count: filler)
            }
            #expect(form.size(of: call) == limit + excess)
            let answer = try await api.send(call)
            #expect(answer.code == code)
        }
    }

    @Test(
        "takes the Host header over a socket as it was sent, tccli's URL included",
        arguments: ["127.0.0.1:%", "http://127.0.0.1:%", "LIVE.tencentcloudapi.com"])
    func hostAsReceived(pattern: String) async throws {
        try await api.application.test(.live) { live in
            let port = try #require(live.port)
            let host = pattern.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "\(port)")
            let call = SignedCall("DescribeLiveRecordTemplates", host: host, clock: api.clock)
            let client = TestClient(host: "127.0.0.1", port: port)
            client.connect()
            let response = try await client.execute(
                .init("/", method: .post, authority: host, headers: call.headers, body: ByteBuffer(string: call.body)))
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "application/json")
            let text = response.body.map { String(buffer: $0) } ?? ""
            #expect(text.contains(#""Templates":[]"#), "\(host): \(text)")
            try await client.shutdown()
        }
    }
}
