// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite struct FieldSignatureTests {
    /// The official example (reference: api3-protocol, 4.1), out of order as it may be on the wire.
    private static let official =
        "Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Limit=20&Nonce=11886&Offset=0&Region=ap-guangzhou"
        + "&Version=2017-03-12&Timestamp=1465185768&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"
    private static let own =
        "Action=CreateLiveRecordTemplate&HlsParam.Enable=1&Nonce=7&SignatureMethod=HmacSHA256"
        + "&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE&TemplateName=%E6%A8%A1%E6%9D%BF+a&Timestamp=1767225600"
        + "&Version=2018-08-01"

    private let key = SigningVector.credential.secretKey

    private func isValid(
        _ text: String, _ signature: String, method: String = "GET", host: String = "cvm.tencentcloudapi.com"
    ) throws -> Bool {
        let escaped = signature.replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
        return try FieldSignature(FormFields("\(text)&Signature=\(escaped)".utf8))
            .isValid(method: method, host: host, secretKey: key)
    }

    @Test("agrees with the published numbers")
    func vectors() throws {
        #expect(try isValid(Self.official, "EliP9YW3pW28FpsEdkXt/+WcGeI="))
        #expect(
            try isValid(Self.official + "&SignatureMethod=HmacSHA256", "A8uy2/o7WBZXYCTWEFpMrVGhGBVlEGIOioeqRM+fzFs="))
        #expect(
            try isValid(
                Self.own, "JKYfiOitQqaMyvQ7q+iNY57+14muLX7HqTxWvZTEpWs=", method: "POST",
                host: "live.tencentcloudapi.com"))
        let source =
            "GETcvm.tencentcloudapi.com/?Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Limit=20&Nonce=11886"
            + "&Offset=0&Region=ap-guangzhou&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE&Timestamp=1465185768"
            + "&Version=2017-03-12"
        let fields = try FormFields(Self.official.utf8).fields
        #expect(FieldSignature.source(method: "GET", host: "cvm.tencentcloudapi.com", fields: fields) == source)
        #expect(
            FieldSignature.signature(of: source, algorithm: .sha256, secretKey: key)
                == "bR/zQ3QqOmcEYeRv71IzG/NxfisUDgy9cqRMQC+UB5g=")
    }

    @Test("takes any word but one for HmacSHA1")
    func algorithms() throws {
        for word in ["HmacSHA1", "hmacsha256", "x"] {
            let fields = try FormFields("\(Self.official)&SignatureMethod=\(word)&Signature=x".utf8)
            #expect(try FieldSignature(fields).algorithm == .sha1)
        }
    }

    @Test("refuses another method, host, value or signature than was signed")
    func wrong() throws {
        let signature = "EliP9YW3pW28FpsEdkXt/+WcGeI="
        #expect(try !isValid(Self.official, signature, method: "POST"))
        #expect(try !isValid(Self.official, signature, host: "cvm.tencentcloudapi.com:80"))
        #expect(try !isValid(Self.official.replacing("Limit=20", with: "Limit=21"), signature))
        #expect(try !isValid(Self.official + "&A=b", signature))
        #expect(try !isValid(Self.official, "FliP9YW3pW28FpsEdkXt/+WcGeI="))
        #expect(try !isValid(Self.official, "x"))
    }

    @Test("sorts names by their bytes")
    func order() throws {
        let fields = try FormFields("A.2=c&A.12=b&A.1=a&Z=e&B=d&a=f".utf8).fields
        #expect(
            FieldSignature.source(method: "GET", host: "h", fields: fields) == "GETh/?A.1=a&A.12=b&A.2=c&B=d&Z=e&a=f")
    }

    @Test("takes names with underscores as they are, and as the Python SDK signs them")
    func underscores() throws {
        let text = "Action=A&Nonce=1&SecretId=i&my_name=x"
        for name in ["my_name", "my.name"] {
            let source = "GETh/?Action=A&Nonce=1&SecretId=i&\(name)=x"
            let signature = FieldSignature.signature(of: source, algorithm: .sha1, secretKey: key)
            #expect(try isValid(text, signature, host: "h"))
        }
    }

    @Test("names the common parameter that is missing or of the wrong type")
    func common() throws {
        func fault(_ text: String) -> APIFault? {
            do { _ = try FieldSignature(FormFields(text.utf8)) } catch { return error }
            return nil
        }
        #expect(fault("Nonce=1&Signature=x") == .missing("SecretId"))
        #expect(fault("SecretId=i&Signature=x") == .missing("Nonce"))
        #expect(fault("SecretId=i&Nonce=1") == .missing("Signature"))
        for nonce in ["x", "-1", "1.5", "18446744073709551616"] {
            #expect(fault("SecretId=i&Signature=x&Nonce=\(nonce)") == .common("Nonce"))
        }
        #expect(fault("SecretId=i&Signature=x&Nonce=18446744073709551615") == nil)
    }
}
