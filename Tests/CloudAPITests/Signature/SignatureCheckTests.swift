// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import HTTPTypes
import Media
import NIOCore
import Testing

@Suite struct SignatureCheckTests {
    private static let seconds: Int64 = 1_767_225_600
    private let check = SignatureCheck(credentials: Credentials([SigningVector.credential]))

    /// The live vector as a request, with what the parameters change.
    private func code(
        at now: Int64 = seconds, host: String = "live.tencentcloudapi.com", body: String? = nil,
        credential: String? = nil, signature: String? = nil, extraHeaders: HTTPFields = [:],
        check: SignatureCheck? = nil
    ) throws -> ErrorCode? {
        let vector = try #require(SigningVector.all.last)
        var request = HTTPRequest(
            method: .post, scheme: "http", authority: host, path: "/",
            headerFields: [.contentType: vector.contentType])
        request.headerFields.append(contentsOf: extraHeaders)
        let authorization =
            "TC3-HMAC-SHA256 Credential=\(credential ?? "\(SigningVector.credential.secretID)/\(vector.scope)"), "
            + "SignedHeaders=content-type;host, Signature=\(signature ?? vector.signature)"
        for (name, value) in [
            ("Authorization", authorization), ("X-TC-Action", "A"), ("X-TC-Version", "1"),
            ("X-TC-Timestamp", vector.timestamp),
        ] {
            request.headerFields[try #require(HTTPField.Name(name))] = value
        }
        let body = ByteBuffer(string: body ?? vector.body)
        var language = Language.english
        let call = try IncomingCall(request, body: body, language: &language)
        do {
            try (check ?? self.check).check(call, of: request, body: body, at: .seconds(now))
            return nil
        } catch {
            return error.code
        }
    }

    @Test("takes a genuine request as long as it is fresh", arguments: [-300, 0, 300])
    func genuine(skew: Int64) throws {
        #expect(try code(at: Self.seconds + skew) == nil)
    }

    @Test("refuses a request that is more than 300 seconds off", arguments: [-301, 301, 86_400])
    func expired(skew: Int64) throws {
        #expect(try code(at: Self.seconds + skew) == .signatureExpire)
    }

    @Test("refuses another host, body, day or key than was signed")
    func notWhatWasSigned() throws {
        #expect(try code(host: "live.tencentcloudapi.com:80") == .signatureFailure)
        #expect(try code(body: "{}") == .signatureFailure)
        let id = SigningVector.credential.secretID
        #expect(try code(credential: "\(id)/2026-01-02/live/tc3_request") == .signatureFailure)
        #expect(try code(credential: "\(id)/2026-01-01/vod/tc3_request") == .signatureFailure)
        #expect(try code(credential: "AKIDunknown/2026-01-01/live/tc3_request") == .secretIDNotFound)
    }

    @Test("takes nobody's key for another's, however often both have called")
    func twoCallers() throws {
        let vector = try #require(SigningVector.all.last)
        let callers = ["a", "b"].map { Credential(secretID: "AKID\($0)", secretKey: "key \($0)") }
        let check = SignatureCheck(credentials: Credentials(callers))
        for caller in callers + callers {
            for key in callers.map(\.secretKey) {
                let signature = RequestSigner(secretKey: key, scope: vector.scope)
                    .signature(of: vector.canonicalRequest, timestamp: vector.timestamp)
                let code = try code(
                    credential: "\(caller.secretID)/\(vector.scope)", signature: signature, check: check)
                #expect(code == (key == caller.secretKey ? nil : .signatureFailure))
            }
        }
    }

    @Test("refuses temporary credentials, of which it knows none")
    func token() throws {
        let name = try #require(HTTPField.Name("X-TC-Token"))
        #expect(try code(extraHeaders: [name: "token"]) == .tokenFailure)
        #expect(try code(extraHeaders: [name: ""]) == nil)
    }
}
