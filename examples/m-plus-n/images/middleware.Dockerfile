# One version of the server, set up as all applications are to have it, and no application.
ARG BASE=tomcat:10.1-jre17
FROM ${BASE}
ENV CATALINA_OPTS=-XX:MaxRAMPercentage=75
EXPOSE 8080
