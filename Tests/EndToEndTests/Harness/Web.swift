// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// One HTTP answer with its whole body.
struct Web: Sendable {
    let status: Int
    /// By name in lower case.
    let headers: [String: String]
    let body: ByteBuffer

    var text: String { String(buffer: self.body) }

    /// Sends a request without a body.
    static func get(
        _ url: String, method: String = "GET", headers: [String: String] = [:]
    ) async throws -> Web {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        request.headers = HTTPHeaders(headers.map { ($0.key, $0.value) })
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        return Web(
            status: Int(response.status.code),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { "\($0), \($1)" },
            body: try await response.body.collect(upTo: 64 << 20))
    }
}
