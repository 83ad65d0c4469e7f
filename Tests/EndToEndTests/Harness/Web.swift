// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// One HTTP answer with its whole body.
struct Web: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: ByteBuffer

    var text: String { String(buffer: self.body) }

    /// Sends a request without a body.
    static func get(
        _ url: String, method: HTTPMethod = .GET, headers: HTTPHeaders = [:]
    ) async throws -> Web {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = headers
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        return Web(
            status: Int(response.status.code), headers: response.headers,
            body: try await response.body.collect(upTo: 64 << 20))
    }
}
