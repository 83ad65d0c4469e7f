// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import NIOCore

/// A call, out of whatever form it came in: what it asks for, and what shows who asks.
package struct IncomingCall: Sendable {
    /// What shows that the caller holds a secret key.
    package enum Proof: Sendable {
        /// Version 3: an `Authorization` header.
        case header(AuthorizationHeader)
        /// Version 1: parameters among the others.
        case fields(FieldSignature)
    }

    package let form: RequestForm
    package let common: CommonParameters
    package let proof: Proof
    private let fields: FormFields

    /// Reads everything but a body of version 3, which is not looked into before its signature is right.
    ///
    /// `body` is nil when it was larger than the limit; `language` is set as soon as it is known, for the answer to what
    /// is thrown: `RequestSizeLimitExceeded`, `MissingParameter`, `InvalidParameter`, `UnsupportedProtocol`,
    /// `InvalidRequest` or `AuthFailure.InvalidAuthorization`.
    package init(_ request: HTTPRequest, body: ByteBuffer?, language: inout Language) throws(APIFault) {
        let asked = request.value(of: "x-tc-language")
        language = Language(asked: asked)
        form = try RequestForm(request)
        guard let body, body.readableBytes <= form.maximumBodySize, request.rawQuery.utf8.count <= form.maximumQuery
        else { throw APIFault(.requestSizeLimitExceeded, size: form.maximumSize) }
        switch form {
        case .query: fields = try FormFields(request.rawQuery.utf8)
        case .form: fields = try FormFields(body.readableBytesView)
        case .json, .multipart: fields = try FormFields([])
        }
        guard form.isSignedInHeaders(request) else {
            language = Language(asked: fields["Language"] ?? asked)
            common = try CommonParameters(fields)
            proof = .fields(try FieldSignature(fields))
            return
        }
        guard form != .form else {
            throw APIFault(
                .unsupportedProtocol, "A form is signed with HmacSHA1 or HmacSHA256, not with TC3-HMAC-SHA256.")
        }
        common = try CommonParameters(request)
        proof = .header(try AuthorizationHeader(request.value(of: "authorization").required("Authorization")))
    }

    /// The service that is addressed: named by the credential, or by the version alone, for no two services share one.
    package var service: String {
        switch proof {
        case .header(let header): header.scope.service
        case .fields: (Service.allCases.first { $0.version == common.version } ?? .live).rawValue
        }
    }

    /// The action's own parameters; throws `InvalidParameter` or `InvalidRequest` for a body that is malformed.
    package func parameters(in body: ByteBuffer) throws(APIFault) -> JSONObject {
        switch form {
        case .json: return try Self.object(of: body)
        case .multipart(let boundary):
            return try Self.object(of: MultipartForm(Array(body.readableBytesView), boundary: boundary))
        case .query, .form:
            return try DottedParameters.object(of: ownFields.map { (name: $0.name, value: .string($0.value)) })
        }
    }

    /// The fields without those that version 1 puts among them.
    private var ownFields: [FormFields.Field] {
        switch proof {
        case .header: fields.fields
        case .fields: fields.fields.filter { !FieldSignature.commonNames.contains($0.name) }
        }
    }

    /// An empty body is an empty object.
    private static func object(of body: ByteBuffer) throws(APIFault) -> JSONObject {
        guard body.readableBytes > 0 else { return [:] }
        let value: JSONValue
        do {
            value = try JSONReader.value(of: body)
        } catch {
            throw APIFault(error)
        }
        guard case .object(let object) = value else {
            throw APIFault(.invalidParameter, "The request body is not a JSON object.")
        }
        return object
    }

    private static func object(of form: MultipartForm) throws(APIFault) -> JSONObject {
        var parameters: [(name: String, value: JSONValue)] = []
        for part in form.parts {
            if part.isJSON {
                do {
                    parameters.append((part.name, try JSONReader.value(of: ByteBuffer(bytes: part.body))))
                } catch {
                    throw APIFault(error)
                }
            } else {
                guard let text = String(validating: part.body, as: UTF8.self) else {
                    throw .type(of: part.name, shouldBe: "string")
                }
                parameters.append((part.name, .string(text)))
            }
        }
        return try DottedParameters.object(of: parameters)
    }
}

extension RequestForm {
    /// Bytes that may stand behind the `?`: of a POST nothing there is read, so anything may.
    fileprivate var maximumQuery: Int {
        switch self {
        case .query: maximumSize
        case .form, .json, .multipart: .max
        }
    }

    /// Whether version 3 is meant, where both may be: a header of the API's speaks for it.
    fileprivate func isSignedInHeaders(_ request: HTTPRequest) -> Bool {
        switch self {
        case .json, .multipart: true
        case .query, .form: request.value(of: "authorization") != nil || request.value(of: "x-tc-action") != nil
        }
    }
}
