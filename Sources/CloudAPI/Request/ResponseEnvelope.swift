// SPDX-License-Identifier: Apache-2.0

/// The JSON around every answer (reference: api3-protocol, section 5).
package enum ResponseEnvelope {
    /// The answer to a call that succeeded.
    package static func success(_ output: JSONObject, requestID: RequestID) -> String {
        var response = output
        response.members.append(.init(name: "RequestId", value: .string(requestID.text)))
        return JSONValue.object(["Response": .object(response)]).text
    }

    /// The answer to a call that failed.
    package static func failure(_ fault: APIFault, in language: Language, requestID: RequestID) -> String {
        let error: JSONObject = ["Code": .string(fault.code.rawValue), "Message": .string(fault.message(in: language))]
        return success(["Error": .object(error)], requestID: requestID)
    }
}
