// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
package import Hummingbird
import NIOCore

/// Puts the API at `/` of an HTTP server.
package struct CloudAPIRoutes: Sendable {
    private let handler: CallHandler

    package init(_ dependencies: CloudAPIDependencies) {
        handler = CallHandler(dependencies)
    }

    /// Adds the action endpoint for every usual method: the wrong ones are answered in the API's own form.
    package func add<Context: RequestContext>(to router: Router<Context>) {
        let methods: [HTTPRequest.Method] = [.post, .get, .put, .delete, .patch, .options, .head]
        for method in methods {
            router.on("/", method: method) { request, _ in
                try await respond(to: request)
            }
        }
    }

    /// Answers with status 200 whatever the answer says.
    ///
    /// The content type is exactly this: with a charset behind it the Python SDK takes errors for successes.
    private func respond(to request: Request) async throws -> Response {
        let text = await handler.answer(to: request.head, body: try await body(of: request))
        let response = Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// The body as far as its form has one, or nil when it is larger than the limit.
    private func body(of request: Request) async throws -> ByteBuffer? {
        let limit = (try? RequestForm(request.head))?.maximumBodySize ?? 0
        guard limit > 0 else { return ByteBuffer() }
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            return nil
        }
    }
}
