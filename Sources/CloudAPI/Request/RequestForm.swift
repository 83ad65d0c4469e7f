// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// Where a request carries its parameters, told by its method and content type (reference: api3-protocol, 2).
package enum RequestForm: Hashable, Sendable {
    /// GET: behind the `?`.
    case query
    /// POST, `application/x-www-form-urlencoded`: in the body, the common ones too.
    case form
    /// POST, `application/json`: an object in the body.
    case json
    /// POST, `multipart/form-data`: a part of the body each.
    case multipart(boundary: String)

    /// Throws `UnsupportedProtocol` for any other method or content type.
    package init(_ request: HTTPRequest) throws(APIFault) {
        if request.method == .get {
            self = .query
            return
        }
        guard request.method == .post else { throw APIFault(.unsupportedProtocol) }
        let type = MediaTypeField(request.value(of: "content-type") ?? "")
        switch type.name {
        case "application/json": self = .json
        case "application/x-www-form-urlencoded": self = .form
        case "multipart/form-data":
            guard let boundary = type.parameter("boundary"), (1...70).contains(boundary.utf8.count) else {
                throw APIFault(.invalidRequest, "The content type names no boundary of 1 to 70 characters.")
            }
            self = .multipart(boundary: boundary)
        case _: throw APIFault(.unsupportedProtocol)
        }
    }

    /// Bytes that the query, or else the body, may have.
    package var maximumSize: Int {
        switch self {
        case .query: 32 * 1_024
        case .form: 1_024 * 1_024
        case .json, .multipart: 10 * 1_024 * 1_024
        }
    }

    /// Bytes of body that are looked at: none of a GET.
    package var maximumBodySize: Int {
        switch self {
        case .query: 0
        case .form, .json, .multipart: maximumSize
        }
    }
}

extension HTTPRequest {
    /// What stands behind the first `?` of the target, as received; empty when there is none.
    package var rawQuery: Substring {
        guard let path, let mark = path.utf8.firstIndex(of: UInt8(ascii: "?")) else { return "" }
        return path[path.utf8.index(after: mark)...]
    }
}
