// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

/// A published request, and what is computed of it (reference: api3-protocol, 3.1).
struct SigningVector: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var method: String
    var query = ""
    var host: String
    var contentType: String
    var body: String
    var timestamp: String
    var scope: CredentialScope
    var bodyHash: String
    var requestHash: String
    var signature: String

    static let credential = Credential(
        secretID: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", secretKey: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE")

    static let all: [SigningVector] = [
        SigningVector(
            testDescription: "official POST", method: "POST", host: "cvm.tencentcloudapi.com",
            contentType: "application/json; charset=utf-8",
            body: #"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#,
            timestamp: "1551113065", scope: CredentialScope(date: "2019-02-25", service: "cvm"),
            bodyHash: "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064",
            requestHash: "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
            signature: "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"),
        SigningVector(
            testDescription: "official GET", method: "GET", query: "Limit=10&Offset=0",
            host: "cvm.tencentcloudapi.com", contentType: "application/x-www-form-urlencoded", body: "",
            timestamp: "1539084154", scope: CredentialScope(date: "2018-10-09", service: "cvm"),
            bodyHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            requestHash: "91c9c192c14460df6c1ffc69e34e6c5e90708de2a6d282cccf957dbf1aa7f3a7",
            signature: "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474"),
        SigningVector(
            testDescription: "live POST", method: "POST", host: "live.tencentcloudapi.com",
            contentType: "application/json",
            body: #"{"StreamName":"demo","DomainName":"push.example.org","AppName":"live","EndTime":1767229200,"#
                + #""TemplateId":0}"#,
            timestamp: "1767225600", scope: CredentialScope(date: "2026-01-01", service: "live"),
            bodyHash: "476716e39a810077d87aaddf02f76343fd58b6d6e176f7b04dae8b62434f79bf",
            requestHash: "daff9be4c201d06f52678a567babf86adc28f160f5cace1f023f266fe72bf292",
            signature: "90f8b207ea0bf1c377b324ea4cf492704ea52ba7e95574c1694004c734c1e930"),
    ]

    var canonicalRequest: CanonicalRequest {
        CanonicalRequest(
            method: method, query: query,
            headers: [.init(name: "host", value: host), .init(name: "content-type", value: contentType)],
            payloadHash: CanonicalRequest.hash(of: body.utf8))
    }
}

@Suite struct RequestSignerTests {
    private func signer(_ vector: SigningVector) -> RequestSigner {
        RequestSigner(secretKey: SigningVector.credential.secretKey, scope: vector.scope)
    }

    @Test("agrees with the published numbers", arguments: SigningVector.all)
    func vector(_ vector: SigningVector) {
        let request = vector.canonicalRequest
        #expect(request.payloadHash == vector.bodyHash)
        #expect(request.hash == vector.requestHash)
        let signer = signer(vector)
        #expect(signer.signature(of: request, timestamp: vector.timestamp) == vector.signature)
        #expect(signer.isValid(vector.signature, of: request, timestamp: vector.timestamp))
    }

    @Test("writes the canonical request with an empty line between its headers and their names")
    func canonicalText() throws {
        let vector = try #require(SigningVector.all.first)
        #expect(
            vector.canonicalRequest.text
                == "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:cvm.tencentcloudapi.com\n\n"
                + "content-type;host\n\(vector.bodyHash)")
    }

    @Test("refuses a signature that differs in one character, or in length")
    func wrongSignature() throws {
        let vector = try #require(SigningVector.all.last)
        for wrong in [
            "", String(vector.signature.dropLast()), vector.signature.dropLast() + "1", vector.signature + "0",
        ] {
            #expect(!signer(vector).isValid(wrong, of: vector.canonicalRequest, timestamp: vector.timestamp))
        }
    }
}
