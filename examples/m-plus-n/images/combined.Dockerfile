# One version of the application in one version of the server.
ARG BASE=tomcat:10.1-jre17
FROM ${BASE}
ARG VERSION
ENV CATALINA_OPTS=-XX:MaxRAMPercentage=75
COPY target/${VERSION}/itil.war /usr/local/tomcat/webapps/
EXPOSE 8080
