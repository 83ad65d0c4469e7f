// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// `/media/…`: recorded files, with ranges, entity tags and the media types of players.
struct MediaRoutes {
    let folder: String

    func add(to router: Router<BasicRequestContext>) {
        router.addMiddleware {
            MediaResponses()
            CORSMiddleware(
                allowOrigin: .all, allowHeaders: [.range, .ifNoneMatch, .ifRange, .accept, .contentType],
                allowMethods: [.get, .head, .options],
                exposedHeaders: ["Content-Length", "Content-Range", "ETag", "Accept-Ranges"])
            FileMiddleware(folder, urlBasePath: "/media")
                .withAdditionalMediaTypes(forFileExtensions: [
                    // RFC 8216, 4: the type of playlists; 3.2: of transport stream segments.
                    "m3u8": MediaType(type: .application, subType: "vnd.apple.mpegurl"),
                    "ts": MediaType(type: .video, subType: "mp2t"),
                    "flv": MediaType(type: .video, subType: "x-flv"),
                ])
        }
    }
}

/// Keeps what is not a complete file out of sight, and playlists that grow out of caches.
private struct MediaResponses<Context: RequestContext>: RouterMiddleware {
    @concurrent func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard path.hasPrefix("/media/") else { return try await next(request, context) }
        guard !path.hasSuffix(".part") else { throw HTTPError(.notFound) }
        var response = try await next(request, context)
        if path.hasSuffix(".m3u8") { response.headers[.cacheControl] = "no-cache" }
        return response
    }
}
