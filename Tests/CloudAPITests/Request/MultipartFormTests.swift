// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite struct MultipartFormTests {
    /// What the Python SDK writes.
    private static let body =
        "--b1\r\nContent-Disposition: form-data; name=\"Text\"\r\n\r\nline\r\n--b2\r\n\r\n"
        + "--b1\r\nContent-Disposition: form-data; name=\"List\"\r\nContent-Type: application/json\r\n\r\n[1, 2]\r\n"
        + "--b1\r\ncontent-disposition: form-data; name=\"Bytes\"; filename=\"Bytes\"\r\n\r\n\r\n--b1--\r\n"

    @Test("takes texts, JSON and files apart")
    func parts() throws {
        let form = try MultipartForm(Array(Self.body.utf8), boundary: "b1")
        #expect(
            form.parts == [
                .init(name: "Text", isJSON: false, body: Array("line\r\n--b2\r\n".utf8)),
                .init(name: "List", isJSON: true, body: Array("[1, 2]".utf8)),
                .init(name: "Bytes", isJSON: false, body: []),
            ])
    }

    @Test("takes an empty body, and one without parts, for no parameters", arguments: ["", "--b1--", "--b1--\r\n"])
    func empty(body: String) throws {
        #expect(try MultipartForm(Array(body.utf8), boundary: "b1").parts.isEmpty)
    }

    @Test("refuses a body that ends anywhere before its end")
    func truncated() {
        let bytes = Array(Self.body.utf8)
        // The last line break may be missing.
        for length in 1..<(bytes.count - 2) {
            #expect(throws: APIFault(.invalidRequest), "\(length)") {
                try MultipartForm(Array(bytes.prefix(length)), boundary: "b1")
            }
        }
    }

    @Test(
        "refuses other boundaries, parts without a name, headers without end and what stands behind the last boundary",
        arguments: [
            "x", "x\r\n--b1--", "--b2--", "--b1\r\n\r\nx\r\n--b1--", "--b1\r\nX: y\r\n\r\nx\r\n--b1--",
            "--b1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b1--", "--b1x\r\n--b1--", "--b1--\r\nx", "--b1-- ",
            "--b1\r\nContent-Disposition: attachment; name=\"A\"\r\n\r\nx\r\n--b1--",
            "--b1\r\nX: " + String(repeating: "y", count: 5_000)
                + "\r\nContent-Disposition: form-data; name=\"A\"\r\n\r\nx\r\n--b1--",
        ])
    func malformed(body: String) {
        #expect(throws: APIFault(.invalidRequest)) { try MultipartForm(Array(body.utf8), boundary: "b1") }
    }

    @Test("takes a bounded number of parts")
    func bounded() throws {
        let part = "--b1\r\nContent-Disposition: form-data; name=\"A\"\r\n\r\nx\r\n"
        let most = String(repeating: part, count: MultipartForm.maximumParts)
        #expect(
            try MultipartForm(Array((most + "--b1--").utf8), boundary: "b1").parts.count == MultipartForm.maximumParts)
        #expect(throws: APIFault.self) { try MultipartForm(Array((most + part + "--b1--").utf8), boundary: "b1") }
    }
}
