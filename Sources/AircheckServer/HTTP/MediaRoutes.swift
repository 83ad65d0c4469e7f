// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird

/// `/media/…`: recorded files, with ranges, entity tags and the media types of players.
struct MediaRoutes {
    let folder: String

    func add(to router: Router<BasicRequestContext>) {
        router.addMiddleware {
            CORSMiddleware(
                allowOrigin: .all, allowHeaders: [.range, .ifNoneMatch, .ifRange, .accept, .contentType],
                allowMethods: [.get, .head, .options],
                exposedHeaders: ["Content-Length", "Content-Range", "ETag", "Accept-Ranges"])
            MediaResponses()
            FileMiddleware(folder, urlBasePath: "/media")
                .withAdditionalMediaTypes(forFileExtensions: [
                    // RFC 8216, 4: the type of playlists; 3.2: of transport stream segments.
                    "m3u8": MediaType(type: .application, subType: "vnd.apple.mpegurl"),
                    "ts": MediaType(type: .video, subType: "mp2t"),
                    // 3.3: fragments of MP4, whose type they have.
                    "m4s": MediaType(type: .video, subType: "mp4"),
                    // W3C WebVTT, 10: the type of subtitles.
                    "vtt": MediaType(type: .text, subType: "vtt"),
                    "flv": MediaType(type: .video, subType: "x-flv"),
                ])
        }
    }
}

/// Keeps what is not a complete file out of sight and playlists that grow out of caches, and brings ranges into the
/// one form that `FileMiddleware` reads rightly.
private struct MediaResponses<Context: RequestContext>: RouterMiddleware {
    @concurrent func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path == "/media" || request.uri.path.hasPrefix("/media/") else {
            return try await next(request, context)
        }
        // Escapes are looked behind: `%00` would cut the name for the file system, `.p%61rt` is `.part`.
        guard let path = request.uri.path.removingPercentEncoding, !path.hasSuffix(".part"),
            path.unicodeScalars.allSatisfy({ $0.value >= 0x20 })
        else { throw HTTPError(.notFound) }
        var response = try await ranged(request, context: context, next: next)
        // A folder would be redirected to itself with a slash, and then be nothing.
        guard response.status != .movedPermanently else { throw HTTPError(.notFound) }
        if path.hasSuffix(".m3u8") { response.headers[.cacheControl] = "no-cache" }
        return response
    }

    @concurrent private func ranged(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let header = request.headers[.range] else { return try await next(request, context) }
        var head = request.head
        head.headerFields[.range] = nil
        let unranged = Request(head: head, body: request.body)
        // Ranges are defined for GET alone (RFC 9110, 14.2).
        guard head.method == .get else { return try await next(unranged, context) }
        head.method = .head
        let whole = try await next(Request(head: head, body: request.body), context)
        guard whole.status == .ok, let size = whole.headers[.contentLength].flatMap({ Int($0) }) else {
            return try await next(unranged, context)
        }
        switch ByteRange(header, size: size) {
        case .whole: return try await next(unranged, context)
        case .part(let range):
            head.method = .get
            head.headerFields[.range] = "bytes=\(range.lowerBound)-\(range.upperBound)"
            return try await next(Request(head: head, body: request.body), context)
        case .unsatisfiable:
            return Response(
                status: .rangeNotSatisfiable, headers: [.contentRange: "bytes */\(size)", .acceptRanges: "bytes"])
        }
    }
}
