// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import Testing

@testable import ObjectStore

/// The examples of Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header", in which the
/// payload is one chunk.
@Suite("SignatureV4")
struct SignatureV4Tests {
    struct Example: CustomTestStringConvertible {
        var testDescription: String
        var method = "GET"
        var path = "/"
        var query: [(name: String, value: String)] = []
        var headers: [(name: String, value: String)] = []
        var payload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        var names: String
        var signature: String
    }

    static let examples = [
        Example(
            testDescription: "GET object", path: "/test.txt", headers: [("range", "bytes=0-9")],
            names: "host;range;x-amz-content-sha256;x-amz-date",
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        Example(
            testDescription: "PUT object", method: "PUT", path: "/test%24file.text",
            headers: [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
            payload: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            names: "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        Example(
            testDescription: "GET bucket lifecycle", query: [("lifecycle", "")],
            names: "host;x-amz-content-sha256;x-amz-date",
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        Example(
            testDescription: "list objects", query: [("prefix", "J"), ("max-keys", "2")],
            names: "host;x-amz-content-sha256;x-amz-date",
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ]

    @Test("signs as the documentation's examples", arguments: examples)
    func signs(_ example: Example) {
        let signature = SignatureV4(
            credentials: ObjectStoreCredentials(
                accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            region: "us-east-1", time: .seconds(1_369_353_600))
        #expect(signature.date == "20130524T000000Z")
        let headers =
            example.headers + [
                ("host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", example.payload),
                ("x-amz-date", signature.date),
            ]
        let text = signature.authorization(
            method: example.method, path: example.path, query: example.query, headers: headers,
            payload: example.payload)
        #expect(
            text == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=\(example.names),Signature=\(example.signature)")
    }

    @Test("encodes a query, slashes too, and sorts it")
    func encodesQuery() {
        #expect(
            SignatureV4.text(of: [("uploadId", "a/b+c="), ("partNumber", "1")]) == "partNumber=1&uploadId=a%2Fb%2Bc%3D")
    }
}
