// SPDX-License-Identifier: Apache-2.0

import RecordingModel
import Testing

@Suite("ObjectEndpoint")
struct ObjectEndpointTests {
    private let object = ObjectAddress(bucket: "rec", region: "eu-1", key: "a b/ü%/x.ts")

    @Test(
        "puts the bucket where the style has it",
        arguments: [
            ("http://127.0.0.1:8333", "http://127.0.0.1:8333/rec/a%20b/%C3%BC%25/x.ts", "127.0.0.1:8333"),
            ("https://s3.example.com/", "https://s3.example.com/rec/a%20b/%C3%BC%25/x.ts", "s3.example.com"),
            ("https://s3.example.com:443", "https://s3.example.com:443/rec/a%20b/%C3%BC%25/x.ts", "s3.example.com"),
            ("http://s3.example.com:443", "http://s3.example.com:443/rec/a%20b/%C3%BC%25/x.ts", "s3.example.com:443"),
            (
                "https://{bucket}.cos.{region}.example.com", "https://rec.cos.eu-1.example.com/a%20b/%C3%BC%25/x.ts",
                "rec.cos.eu-1.example.com"
            ),
        ])
    func styles(text: String, url: String, host: String) throws {
        let endpoint = try #require(ObjectEndpoint(text))
        #expect(endpoint.url(of: object) == url)
        #expect(endpoint.host(of: object) == host)
        #expect(endpoint.url(of: object).hasSuffix(endpoint.path(of: object)))
    }

    @Test("has a path for the bucket itself", arguments: [("http://h", "/rec"), ("http://{bucket}.h", "/")])
    func bucket(text: String, path: String) throws {
        let bucket = ObjectAddress(bucket: "rec", region: "r", key: "")
        #expect(try #require(ObjectEndpoint(text)).path(of: bucket) == path)
    }

    @Test(
        "refuses what is no host", arguments: ["", "h", "ftp://h", "http://", "http://h/p", "http://h?q", "http://u@h"])
    func refuses(text: String) {
        #expect(ObjectEndpoint(text) == nil)
    }
}
