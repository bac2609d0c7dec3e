/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.oauth;

import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * {@code /services/Soap/u/NN.0}: the call {@code login} of the SOAP API, with which older clients begin. Its session is an
 * access token like any other. Source: "login()" in the SOAP API guide.
 */
public final class SoapLogin {
    private static final String ENVELOPE =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
                    + " xmlns%s xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body>%s</soapenv:Body></soapenv:Envelope>";

    private final Credentials credentials;
    private final Identity identity;
    private final AccessTokens tokens;

    public SoapLogin(Credentials credentials, Identity identity, AccessTokens tokens) {
        this.credentials = credentials;
        this.identity = identity;
        this.tokens = tokens;
    }

    public ApiResponse answer(ApiRequest request) {
        if (!request.method().equals("POST")) {
            throw ApiFailure.methodNotAllowed(request.method(), "POST");
        }
        Document call = parsed(request);
        boolean known = credentials.username().equalsIgnoreCase(text(call, "username"))
                && text(call, "password").startsWith(credentials.password());
        return known
                ? xml(200, ENVELOPE.formatted("=\"urn:partner.soap.sforce.com\"", session(request)))
                : fault("INVALID_LOGIN", "Invalid username, password, security token; or user locked out.");
    }

    private String session(ApiRequest request) {
        String version = request.path().get(request.path().size() - 1);
        String organization = identity.organizationId().substring(0, 15);
        String service = request.baseUrl() + "/services/Soap/%s/" + version + "/" + organization;
        return "<loginResponse><result><metadataServerUrl>" + service.formatted("m")
                + "</metadataServerUrl><passwordExpired>false</passwordExpired><sandbox>false</sandbox><serverUrl>"
                + service.formatted("u") + "</serverUrl><sessionId>" + tokens.issue() + "</sessionId><userId>"
                + identity.userId() + "</userId><userInfo><organizationId>" + identity.organizationId()
                + "</organizationId><userId>" + identity.userId() + "</userId><userName>"
                + escaped(credentials.username())
                + "</userName></userInfo></result></loginResponse>";
    }

    private static ApiResponse fault(String code, String message) {
        String fault = "<soapenv:Fault><faultcode>sf:" + code + "</faultcode><faultstring>" + code + ": " + message
                + "</faultstring><detail><sf:LoginFault xsi:type=\"sf:LoginFault\"><sf:exceptionCode>" + code
                + "</sf:exceptionCode><sf:exceptionMessage>" + message
                + "</sf:exceptionMessage></sf:LoginFault></detail></soapenv:Fault>";
        return xml(500, ENVELOPE.formatted(":sf=\"urn:fault.partner.soap.sforce.com\"", fault));
    }

    private static ApiResponse xml(int status, String body) {
        return ApiResponse.text(status, "text/xml;charset=UTF-8", body);
    }

    private static Document parsed(ApiRequest request) {
        try (InputStream body = request.body().open()) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder().parse(body);
        } catch (IOException | SAXException e) {
            throw new ApiFailure(400, "UNKNOWN_EXCEPTION", "The body is not a SOAP message: " + e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("Every Java platform has an XML parser", e);
        }
    }

    private static String text(Document call, String element) {
        NodeList found = call.getElementsByTagNameNS("*", element);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
